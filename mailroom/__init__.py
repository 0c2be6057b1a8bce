"""Where mail comes in. A plain process beside the worker: it works while Temporal is down."""
