"""What is offered over HTTP: signatures to apps, found credentials, pages to the browser of this machine.

signing       the signing service
resolution    manifest stores for whoever has a watermark, a fingerprint or a file
loopback      pages for one person, on this machine alone
place         an address, TLS, and whether tokens are safe there
serving       any server: address, signals, a stop that does not hang
connections   sockets: how many, how long they may stay silent
body          what is sent to it, within bounds
labour        work that may block, beside the loop
border        headers of every answer, paths and names that are meant as they are written
tokens, rates who may ask, and how often
answers       JSON, and refusals of it
refusal       why something is not done
"""
