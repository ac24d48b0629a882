"""Several territories read together, from what their sites publish: nothing here trusts what it reads."""
