"""corscheck: is a service's CORS configuration right, and does the live server agree?"""

from corscheck.version import __version__

__all__ = ["__version__"]
