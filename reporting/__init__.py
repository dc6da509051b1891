"""Coverage gaps and dashboards: reads everything, writes only its own figures."""
