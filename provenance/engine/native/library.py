"""Call functions of the engine's library without its wrapper.

Some it does not bind; of others it makes too much for a frame that has milliseconds. A call
that lets go of the interpreter's lock may have to wait for it afterwards, and threads that sign a
burst waited so for a tenth of their time. So what takes microseconds keeps that lock (`brief`).
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import TYPE_CHECKING, Any

import c2pa
from c2pa import c2pa as wrapper

if TYPE_CHECKING:
    from collections.abc import Callable

_lib = wrapper._lib  # noqa: SLF001  # the very library that signs
_Builder = ctypes.POINTER(wrapper.C2paBuilder)
_Bytes = ctypes.POINTER(ctypes.c_ubyte)
_UNBOUND: dict[str, tuple[Any, ...]] = {
    "c2pa_builder_data_hashed_placeholder": (
        ctypes.c_int64,
        _Builder,
        ctypes.c_size_t,
        ctypes.c_char_p,
        ctypes.POINTER(_Bytes),
    ),
    "c2pa_builder_sign_data_hashed_embeddable": (
        ctypes.c_int64,
        _Builder,
        ctypes.POINTER(wrapper.C2paSigner),
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.POINTER(wrapper.C2paStream),
        ctypes.POINTER(_Bytes),
    ),
}
"""Result and arguments of the functions that the wrapper does not bind."""


def offers(*names: str) -> bool:
    """Tell whether the library that is installed has functions of these names."""
    return all(hasattr(_lib, name) for name in names)


def brief(name: str) -> Callable[..., Any]:
    """Return a function that takes microseconds, and keeps the interpreter's lock."""
    return _bound(name, ctypes.PYFUNCTYPE)


def lasting(name: str) -> Callable[..., Any]:
    """Return a function that lets other threads go on meanwhile."""
    return _bound(name, ctypes.CFUNCTYPE)


@cache  # binding one anew takes longer than calling it
def _bound(name: str, kind: Callable[..., Any]) -> Callable[..., Any]:
    if name in _UNBOUND:
        shape = _UNBOUND[name]
    else:
        bound = getattr(_lib, name)
        shape = (bound.restype, *bound.argtypes)
    function: Callable[..., Any] = kind(*shape)((name, _lib))
    return function


def made(pointer: Any, doing: str) -> Any:  # noqa: ANN401  # of C
    """Return a pointer that is none to nothing.

    Raises:
        c2pa.C2paError: The library made nothing, and why.
    """
    if not pointer:
        raise failure(doing)
    return pointer


def text(pointer: Any, doing: str) -> bytes:  # noqa: ANN401  # of C
    """Return a text that the library made, and free it there."""
    try:
        return ctypes.string_at(made(pointer, doing))
    finally:
        free(pointer)


def written(function: Callable[..., int], *arguments: Any, doing: str) -> bytes:  # noqa: ANN401  # of C
    """Return bytes that a function writes where its last argument says, and free them there."""
    target = _Bytes()
    size = function(*arguments, ctypes.byref(target))
    if size < 0:
        raise failure(doing)
    try:
        return ctypes.string_at(target, size)
    finally:
        free(target)


def free(pointer: Any) -> None:  # noqa: ANN401  # of C
    """Free what the library made."""
    brief("c2pa_free")(pointer)


def failure(doing: str) -> c2pa.C2paError:
    """Return why the last call of this thread failed."""
    return c2pa.C2paError(wrapper._read_native_error() or doing)  # noqa: SLF001  # as the wrapper does
