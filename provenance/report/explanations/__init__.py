"""What each code means to the person in front of a file: plain words by domain, no judgement."""
