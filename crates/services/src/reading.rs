//! Reads that many callers want at the same moment, each its own: they are asked of the database together, by one query.

use std::future::Future;

use switchboard_store::{DbError, DbKind, failures::is_outage};

use crate::combiner::Combiner;

/// Questions that are answered together at the most.
const MOST: usize = 64;

/// A read that can be made for several askers at once.
pub(crate) trait Reading: Send + Sync {
    /// What one of them wants.
    type Question: Send + Sync;
    /// What it is told.
    type Answer: Send;

    /// Answers all, in their order.
    fn together(
        &self,
        questions: &[Self::Question],
    ) -> impl Future<Output = Result<Vec<Self::Answer>, DbError>> + Send;

    /// Answers one.
    fn alone(&self, question: &Self::Question) -> impl Future<Output = Result<Self::Answer, DbError>> + Send;
}

/// Where its askers meet.
#[derive(Debug)]
pub(crate) struct Together<R: Reading> {
    reading: R,
    askers: Combiner<R::Question, Result<R::Answer, DbError>>,
}

impl<R: Reading> Together<R>
where
    R::Question: Clone,
{
    pub(crate) fn new(database: DbKind, reading: R) -> Self {
        Self { reading, askers: Combiner::over(database, MOST) }
    }

    /// What it reads with.
    pub(crate) fn reading(&self) -> &R {
        &self.reading
    }

    /// The answer, whoever asked for it.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn ask(&self, question: R::Question) -> Result<R::Answer, DbError> {
        let answer = self.askers.ask(question.clone(), |questions| self.answer(questions)).await;
        match answer {
            Some(answer) => answer,
            // Whoever asked for us left in the middle.
            None => self.alone(&question).await,
        }
    }

    /// The answer to one that had better not hold up others.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn alone(&self, question: &R::Question) -> Result<R::Answer, DbError> {
        self.reading.alone(question).await
    }

    async fn answer(&self, questions: Vec<R::Question>) -> Vec<Result<R::Answer, DbError>> {
        if questions.len() > 1 {
            match self.reading.together(&questions).await {
                Ok(answers) => return answers.into_iter().map(Ok).collect(),
                Err(error) if is_outage(&error) => {
                    return questions.iter().map(|_| Err(error.clone())).collect();
                }
                // One of them is at fault: the others are not to suffer for it.
                Err(error) => tracing::error!(%error, "several questions could not be answered together"),
            }
        }
        let mut answers = Vec::with_capacity(questions.len());
        for question in &questions {
            answers.push(self.reading.alone(question).await);
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::future::join_all;

    use super::*;

    /// Doubles; a batch with a 13 in it fails, and a 13 alone.
    #[derive(Debug, Default)]
    struct Doubling(Mutex<Vec<usize>>);

    fn at_fault() -> DbError {
        DbError::Custom("thirteen".to_owned())
    }

    impl Reading for Doubling {
        type Question = u32;
        type Answer = u32;

        async fn together(&self, questions: &[u32]) -> Result<Vec<u32>, DbError> {
            self.0.lock().unwrap().push(questions.len());
            tokio::task::yield_now().await;
            let unlucky = questions.contains(&13);
            if unlucky { Err(at_fault()) } else { Ok(questions.iter().map(|one| one * 2).collect()) }
        }

        async fn alone(&self, question: &u32) -> Result<u32, DbError> {
            self.0.lock().unwrap().push(1);
            tokio::task::yield_now().await;
            if *question == 13 { Err(at_fault()) } else { Ok(question * 2) }
        }
    }

    #[tokio::test]
    async fn who_asks_meanwhile_is_answered_together_and_with_its_own() {
        let reading = Together::new(DbKind::Sqlite, Doubling::default());
        let answers = join_all((20..30).map(|question| reading.ask(question))).await;
        for (question, answer) in (20..30).zip(answers) {
            assert_eq!(answer.unwrap(), question * 2);
        }
        assert_eq!(reading.reading.0.into_inner().unwrap(), [1, 9]);
    }

    #[tokio::test]
    async fn one_question_that_fails_is_no_failure_of_the_others() {
        let reading = Together::new(DbKind::Sqlite, Doubling::default());
        let answers = join_all([1, 2, 13, 4].map(|question| reading.ask(question))).await;
        let answers: Vec<_> = answers.into_iter().map(Result::ok).collect();
        assert_eq!(answers, [Some(2), Some(4), None, Some(8)]);
    }
}
