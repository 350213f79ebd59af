"""The network: requests in, answers out. Nothing here decides what an answer means.

`transport` has the options and the interface of transports. There are two: `direct` for plain HTTP/1.1, on
sockets (`dial`, `tls`), and `pooled` for HTTP/2, proxies and documents
(`download`), with httpx on the same connections (`network`). `http1` serializes requests, `head` and
`section` parse answers. `send` paces, retries and runs many conversations at once (`pace`,
`thread_pool`); `launch`, `supervisor` and `wait` start a service, end it, and wait until it answers.
"""
