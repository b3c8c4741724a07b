"""Eight suppliers, two in each category, with today's contracts; and some more that nobody has invited yet."""

from dataclasses import dataclass

from suppliers.models import Suitability


@dataclass(frozen=True)
class DemoSupplier:
    """A supplier and its one contract; money in `currency` per `unit`, `quantity` in units a year."""

    category: str
    name: str
    contact: str
    email: str
    country: str
    locale: str
    time_zone: str
    title: str
    currency: str
    unit: str
    quantity: str
    terms: dict[str, str]
    is_approved: bool = True
    quarters: int = 6  # of purchase history
    risk: str = ""  # the reason of an open flag
    performance: str = ""


SUPPLIERS = (
    DemoSupplier(
        category="packaging",
        name="Brandt Packaging",
        contact="Anna Brandt",
        email="anna.brandt@brandt-packaging.example",
        country="IE",
        locale="en_IE",
        time_zone="Europe/Dublin",
        title="Shipping boxes 40 × 30 × 20",
        currency="EUR",
        unit="box",
        quantity="20000",
        terms={"unit_price": "10.00", "payment_days": "30", "contract_months": "1"},
    ),
    DemoSupplier(
        category="packaging",
        name="Kartonwerk Süd GmbH",
        contact="Jonas Weber",
        email="weber@kartonwerk-sued.example",
        country="DE",
        locale="en_DE",
        time_zone="Europe/Berlin",
        title="Pallet boxes and inserts",
        currency="EUR",
        unit="set",
        quantity="6500",
        terms={"unit_price": "24.50", "payment_days": "30", "contract_months": "1"},
    ),
    DemoSupplier(
        category="cleaning",
        name="Clearview Facility Services",
        contact="Priya Nair",
        email="priya@clearview-fs.example",
        country="GB",
        locale="en_GB",
        time_zone="Europe/London",
        title="Office cleaning, Leeds and York",
        currency="GBP",
        unit="hour",
        quantity="4200",
        terms={"unit_price": "19.80", "payment_days": "30", "contract_months": "12"},
    ),
    DemoSupplier(
        category="cleaning",
        name="Propre & Net SARL",
        contact="Camille Laurent",
        email="c.laurent@propre-net.example",
        country="FR",
        locale="en_FR",
        time_zone="Europe/Paris",
        title="Plant cleaning, Lyon",
        currency="EUR",
        unit="hour",
        quantity="3100",
        terms={"unit_price": "27.40", "payment_days": "30", "contract_months": "12"},
    ),
    DemoSupplier(
        category="software",
        name="Draftline Software Inc.",
        contact="Marcus Hill",
        email="renewals@draftline.example",
        country="US",
        locale="en_US",
        time_zone="America/Chicago",
        title="Draftline CAD, 120 seats",
        currency="USD",
        unit="seat",
        quantity="120",
        terms={"unit_price": "640.00", "payment_days": "30", "contract_months": "12"},
    ),
    DemoSupplier(
        category="software",
        name="Ledgerly Ltd",
        contact="Sofia Marino",
        email="sofia@ledgerly.example",
        country="GB",
        locale="en_GB",
        time_zone="Europe/London",
        title="Ledgerly expense reports, 300 seats",
        currency="GBP",
        unit="seat",
        quantity="300",
        terms={"unit_price": "96.00", "payment_days": "30", "contract_months": "12"},
    ),
    DemoSupplier(
        category="laboratory",
        name="Nordlab Supply AB",
        contact="Elin Sandberg",
        email="elin.sandberg@nordlab.example",
        country="SE",
        locale="en_SE",
        time_zone="Europe/Stockholm",
        title="Filter kits, sterile",
        currency="EUR",
        unit="kit",
        quantity="900",
        terms={"unit_price": "84.00", "rebate_pct": "0", "delivery_days": "5", "payment_days": "30"},
    ),
    DemoSupplier(
        category="laboratory",
        name="Iberia Científica S.L.",
        contact="Lucía Romero",
        email="lucia.romero@iberia-cientifica.example",
        country="ES",
        locale="en_ES",
        time_zone="Europe/Madrid",
        title="Pipette tips, racked",
        currency="EUR",
        unit="rack",
        quantity="7200",
        terms={"unit_price": "11.20", "rebate_pct": "0", "delivery_days": "4", "payment_days": "30"},
    ),
)

# In the directory only: for a campaign to take up, or to leave out and say why.
NOT_INVITED = (
    DemoSupplier(
        category="packaging",
        name="Papeteries Duval SA",
        contact="Hélène Duval",
        email="h.duval@papeteries-duval.example",
        country="FR",
        locale="en_FR",
        time_zone="Europe/Paris",
        title="Mailing bags, recycled",
        currency="EUR",
        unit="bag",
        quantity="48000",
        terms={"unit_price": "0.62", "payment_days": "30", "contract_months": "1"},
        performance="On time in 49 of 50 deliveries last year.",
    ),
    DemoSupplier(
        category="packaging",
        name="Faltschachtel Nord KG",
        contact="Uwe Petersen",
        email="petersen@faltschachtel-nord.example",
        country="DE",
        locale="en_DE",
        time_zone="Europe/Berlin",
        title="Folding cartons",
        currency="EUR",
        unit="carton",
        quantity="90000",
        terms={"unit_price": "0.41", "payment_days": "14", "contract_months": "12"},
        risk="Late with four of ten deliveries",
    ),
    DemoSupplier(
        category="cleaning",
        name="Spotless Partners Ltd",
        contact="Gwen Hughes",
        email="gwen@spotless-partners.example",
        country="GB",
        locale="en_GB",
        time_zone="Europe/London",
        title="Window cleaning, Cardiff",
        currency="GBP",
        unit="hour",
        quantity="600",
        terms={"unit_price": "22.50", "payment_days": "30", "contract_months": "12"},
        is_approved=False,
        quarters=1,
    ),
    DemoSupplier(
        category="castings",
        name="Gießerei Hartmann GmbH",
        contact="Karl Hartmann",
        email="hartmann@giesserei-hartmann.example",
        country="DE",
        locale="en_DE",
        time_zone="Europe/Berlin",
        title="Pump housings, cast",
        currency="EUR",
        unit="piece",
        quantity="5200",
        terms={"unit_price": "318.00", "payment_days": "30", "delivery_days": "42"},
    ),
)

KINDS = {
    "packaging": Suitability.COMMODITY_RENEWAL,
    "cleaning": Suitability.STANDARD_SERVICE,
    "software": Suitability.IT_TELECOM_RENEWAL,
    "laboratory": Suitability.TAIL_SPEND,
}
