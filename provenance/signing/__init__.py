"""Sign: state what happened to a file, bind the statement to it, put it in place whole.

`Signer` is the door; `describe` holds what can be stated.
"""
