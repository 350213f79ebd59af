"""What a browser does with a cross-origin request: the WHATWG Fetch standard, pure.

A shell drives one request like this, synchronously or not, and decides nothing itself:

    fetch = Fetch(FetchRequest(url, origin, method="PUT"))
    while (request := fetch.next()) is not None:  # a preflight, the request, a redirect's target
        fetch.feed(send(request))  # an exchange.Response or exchange.Failure
    verdict = fetch.verdict()

Where only a preflight is to be judged: `prepare`, `preflight_request` and `judge_preflight`.
"""
