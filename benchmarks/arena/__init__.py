"""Where bargaining strategies meet: random procurement domains, sellers and buyers, and what each makes of them."""
