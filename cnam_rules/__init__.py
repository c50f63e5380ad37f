"""Decides whether a dossier may go before the Cnam's national jury, and explains why."""
