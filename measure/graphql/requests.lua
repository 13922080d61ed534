-- wrk's side: POST over kept connections, users and pages at random. The argument is a file with a line "user token" for each user.
-- Every server gets the same requests in the same order.

local SIZE, PAGES = 20, 5
local body = '{"query":"query GetTelegramMessages($userId: ID!, $page: Int, $size: Int) { getTelegramMessages(userId: $userId, '
  .. 'page: $page, size: $size) { id message timestamp direction status adminUsername } }",'
  .. '"operationName":"GetTelegramMessages","variables":{"userId":"%s","page":%d,"size":%d}}'

local requests = {}
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init(args)
  math.randomseed(seed)
  for line in io.lines(args[1]) do
    local user, token = line:match("^(%S+) (%S+)$")
    local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
    headers["Host"] = wrk.headers["Host"]
    for page = 0, PAGES - 1 do
      requests[#requests + 1] = wrk.format("POST", "/graphql", headers, body:format(user, page, SIZE))
    end
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(("\nresult %d %d %d %d %d %d\n"):format(summary.requests, summary.duration, summary.bytes, failed,
    latency:percentile(50), latency:percentile(99)))
end
