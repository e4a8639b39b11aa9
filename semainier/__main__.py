"""`python -m semainier`."""

from semainier.cli import main

raise SystemExit(main())
