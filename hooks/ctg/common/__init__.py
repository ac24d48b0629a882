"""The clock, the disk, the network, problems and phrases in French: what knows neither records nor subjects."""
