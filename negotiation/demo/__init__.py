"""Companies, contracts and playbooks to try Parley with. Invented; any likeness is chance."""
