"""Questions about the territorial project: coverage, duties, alerts, the year's report."""
