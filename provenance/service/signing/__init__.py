"""The signing service: signatures and short-lived certificates for apps that hold no key.

It speaks what the web-service signers of the official mobile SDKs (c2pa-android, c2pa-ios) speak.
Needs the extra `service`. docs/signing-service.md shows every request.

    border        every answer: headers, and paths that mean what they say
    app           four routes: who asks, how much, how often
    desk          what is done: configuration, signature, certificate
    audit         one line for each, before the answer leaves
"""
