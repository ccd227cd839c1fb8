"""Films in, marked films out: their pictures are encoded anew, everything else is copied."""

from provenance.durable.films.marking import MarkedFilm, mark_film

__all__ = ["MarkedFilm", "mark_film"]
