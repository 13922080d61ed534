//! What those who meet may rely on.

use futures::future::join_all;
use tokio::{sync::Notify, task::JoinHandle};

use super::*;

#[tokio::test]
async fn what_comes_meanwhile_is_served_together_and_everybody_hears_of_its_own() {
    let combiner: Combiner<usize, (usize, usize)> = Combiner::new(1, 4);
    let served = Mutex::new(Vec::new());
    let serve = |requests: Vec<usize>| {
        served.lock().unwrap().push(requests.len());
        async move {
            tokio::task::yield_now().await;
            requests.iter().map(|request| (*request, requests.len())).collect()
        }
    };
    let answers = join_all((0..10).map(|request| combiner.ask(request, serve))).await;
    for (request, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.unwrap().0, request);
    }
    assert_eq!(served.into_inner().unwrap(), [1, 4, 4, 1]);
}

#[tokio::test]
async fn who_leaves_while_it_serves_others_leaves_them_without_an_answer_and_the_seat_free() {
    let combiner: Arc<Combiner<u8, u8>> = Arc::new(Combiner::new(1, 4));
    let (begun, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let first = tokio::spawn({
        let (combiner, begun, never) = (Arc::clone(&combiner), Arc::clone(&begun), Arc::clone(&never));
        async move {
            let serve = |requests| {
                begun.notify_one();
                let never = Arc::clone(&never);
                async move {
                    never.notified().await;
                    requests
                }
            };
            combiner.ask(1, serve).await
        }
    });
    begun.notified().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let echo = |requests: Vec<u8>| async move { requests };
    assert_eq!(combiner.ask(2, echo).await, Some(2));
}

/// Requests that are served to the end, and a hand on whoever serves them.
#[derive(Clone)]
struct Counter {
    combiner: Arc<Combiner<u8, u8>>,
    served: Arc<Mutex<Vec<Vec<u8>>>>,
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Counter {
    fn open() -> Self {
        Self {
            combiner: Arc::new(Combiner::new(1, 4)),
            served: Arc::default(),
            begun: Arc::default(),
            go_on: Arc::default(),
        }
    }

    /// Somebody asks; it is in the queue when this returns.
    async fn ask(&self, request: u8) -> JoinHandle<Result<u8, Unserved>> {
        let counter = self.clone();
        let asking = tokio::spawn(async move {
            let serve = |requests| counter.clone().serve(requests);
            counter.combiner.ask_to_the_end(request, serve).await
        });
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        asking
    }

    async fn serve(self, requests: Vec<u8>) -> Vec<u8> {
        self.served.lock().unwrap().push(requests.clone());
        self.begun.notify_one();
        self.go_on.notified().await;
        assert!(!requests.contains(&13), "the thirteenth breaks everything");
        requests
    }
}

#[tokio::test]
async fn who_leaves_while_others_are_served_to_the_end_leaves_them_their_answers() {
    let counter = Counter::open();
    let first = counter.ask(1).await;
    counter.begun.notified().await;
    let [second, third, fourth] = [counter.ask(2).await, counter.ask(3).await, counter.ask(4).await];
    counter.go_on.notify_one();
    counter.begun.notified().await;
    second.abort();
    assert!(second.await.unwrap_err().is_cancelled());
    counter.go_on.notify_one();
    let answers = [first.await.unwrap(), third.await.unwrap(), fourth.await.unwrap()];
    assert_eq!(answers, [Ok(1), Ok(3), Ok(4)]);
    assert_eq!(*counter.served.lock().unwrap(), [vec![1], vec![2, 3, 4]], "each once");
}

#[tokio::test]
async fn who_leaves_before_its_turn_is_not_served_to_the_end() {
    let counter = Counter::open();
    let first = counter.ask(1).await;
    counter.begun.notified().await;
    let [second, third] = [counter.ask(2).await, counter.ask(3).await];
    second.abort();
    assert!(second.await.unwrap_err().is_cancelled());
    counter.go_on.notify_one();
    counter.begun.notified().await;
    counter.go_on.notify_one();
    assert_eq!([first.await.unwrap(), third.await.unwrap()], [Ok(1), Ok(3)]);
    assert_eq!(*counter.served.lock().unwrap(), [vec![1], vec![3]]);
}

#[tokio::test]
async fn a_task_that_breaks_down_leaves_its_askers_without_an_answer_and_the_seat_free() {
    let counter = Counter::open();
    let [unlucky, next] = [counter.ask(13).await, counter.ask(1).await];
    counter.go_on.notify_one();
    assert_eq!(unlucky.await.unwrap(), Err(Unserved::Unknown));
    counter.go_on.notify_one();
    assert_eq!(next.await.unwrap(), Ok(1));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_takes_in_hand_in_time_is_taken_back_and_what_is_in_hand_is_waited_for() {
    let counter = Counter::open();
    let first = counter.ask(1).await;
    counter.begun.notified().await;
    let second = counter.ask(2).await;
    assert_eq!(second.await.unwrap(), Err(Unserved::NotBegun));
    tokio::time::advance(2 * PATIENCE).await;
    assert!(!first.is_finished(), "it is in hand");
    counter.go_on.notify_one();
    assert_eq!(first.await.unwrap(), Ok(1));
    assert_eq!(*counter.served.lock().unwrap(), [vec![1]]);
}
