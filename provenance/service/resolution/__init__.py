"""The C2PA Soft Binding Resolution API over one repository. Needs the extras `service` and `durable`.

queries  what a request asks for, held against the API
desk     what is told to anybody, apart from HTTP
app      the routes, who may ask, and how much at once
limits   what askers may cost
server   the service as a process
"""
