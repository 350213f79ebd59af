"""The network: requests in, answers out. Nothing here decides what an answer means.

`transport` has the options and the seam, `send` paces, retries and drives many conversations at
once, `launch` and `wait` look after a service under test.
"""
