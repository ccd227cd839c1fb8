"""What is offered over HTTP: signatures to apps, pages to the browser of this machine.

signing       the signing service
loopback      pages for one person, on this machine alone
serving       any server: address, signals, a stop that does not hang
connections   sockets: how many, how long they may stay silent
body          what is sent to it, within bounds
labour        work that may block, beside the loop
refusal       why something is not done
"""
