"""Pages for the browser of the person who starts a program, and for nobody else.

It listens on 127.0.0.1 alone, below a secret path that is made anew each time, so that other
users of this machine and pages of other places reach nothing. Needs the extra `service`.

    border   who may ask, and the headers of every answer
    pages    a folder of files, read once
    server   an application of one's own behind the border, as a process
"""
