"""Who one wants to be."""

from django import forms

from demo.personas import CARDS


class PersonaForm(forms.Form):
    persona = forms.ChoiceField(choices=[(persona.slug, persona.name) for persona in CARDS])
