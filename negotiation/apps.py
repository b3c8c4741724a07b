from django.apps import AppConfig


class NegotiationConfig(AppConfig):
    name = "negotiation"
    verbose_name = "Negotiations"

    def ready(self) -> None:
        from negotiation import audit  # models are there only now

        audit.register()
