"""Facts confirmed by those who know them: what is asked, how it is sent, what comes back, and how far a campaign is."""
