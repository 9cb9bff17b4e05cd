"""How is the chat model opened that the settings name, and what may be sent to it?

There is none by default. A model is named ``provider:model``, e.g. ``"openai:mistral-medium-2508"``
(any OpenAI-compatible server), ``"mistralai:mistral-small-latest"`` or ``"ollama:mistral"``. Keys come
from the environment of the process or from the caller; no message, log or ``repr`` shows them.
"""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import SplitResult, urlsplit

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from assistant.errors import ChatModelUnavailable

# Servers on one's own machine need no key, but the OpenAI client insists on having one.
NO_KEY = SecretStr("aucune")
# Ollama cuts what exceeds its context window without a word; its own default is far too small.
OLLAMA_CONTEXT_TOKENS = 12_288


@dataclass(frozen=True, slots=True)
class Provider:
    """What differs from one provider to the next.

    Attributes:
        package: the LangChain package that talks to it.
        extra: the extra of this project that installs the package.
        url: its address when nothing else is said.
        url_variables: environment variables in which its package looks for an address.
        key_variable: environment variable of the key; None when it needs none.
        arguments: ``(url, key, timeout_s)`` to the arguments of its chat model.
    """

    package: str
    extra: str
    url: str
    url_variables: tuple[str, ...]
    key_variable: str | None
    arguments: Callable[[str, SecretStr | None, float], dict[str, Any]]


PROVIDERS: dict[str, Provider] = {
    "openai": Provider(
        package="langchain_openai",
        extra="openai",
        url="https://api.openai.com/v1",
        url_variables=("OPENAI_API_BASE", "OPENAI_BASE_URL"),
        key_variable="OPENAI_API_KEY",
        # The Responses API keeps what it is sent; chat completions are also what other servers offer.
        arguments=lambda url, key, timeout_s: {
            "base_url": url,
            "api_key": key or NO_KEY,
            "timeout": timeout_s,
            "max_retries": 0,
            "use_responses_api": False,
        },
    ),
    "mistralai": Provider(
        package="langchain_mistralai",
        extra="mistral",
        url="https://api.mistral.ai/v1",
        url_variables=("MISTRAL_BASE_URL",),
        key_variable="MISTRAL_API_KEY",
        # Whole seconds only. ``max_retries`` counts attempts after the first one, of which there are none.
        arguments=lambda url, key, timeout_s: {
            "base_url": url,
            "api_key": key or NO_KEY,
            "timeout": math.ceil(timeout_s),
            "max_retries": 0,
        },
    ),
    "ollama": Provider(
        package="langchain_ollama",
        extra="ollama",
        url="http://127.0.0.1:11434",
        url_variables=("OLLAMA_HOST",),
        key_variable=None,
        # No retries of its own, and no timeout unless one is handed to its HTTP client.
        arguments=lambda url, key, timeout_s: {
            "base_url": url,
            "client_kwargs": {"timeout": timeout_s},
            "num_ctx": OLLAMA_CONTEXT_TOKENS,
        },
    ),
}


def open_chat_model(
    name: str, *, base_url: str | None, timeout_s: float, api_key: SecretStr | None = None
) -> BaseChatModel:
    """Open the chat model ``name`` without calling it: temperature 0, no retries.

    Args:
        name: ``provider:model``; the model's name may hold colons and slashes.
        base_url: address of the server; None for the provider's own variable or address.
        timeout_s: longest silence of the server. It is *not* a deadline: a server that sends a word
            a second never trips it (see `assistant.chat`).
        api_key: the key; None to read the provider's environment variable.

    Raises: ChatModelUnavailable, which says what to install, set or correct.
    """
    provider_name, model = split_name(name)
    provider = PROVIDERS[provider_name]
    try:
        # Not left to LangChain: its message names the package, not our extra.
        import_module(provider.package)
    except ImportError:
        command = f'pip install "assistant-durable[{provider.extra}]"'
        raise ChatModelUnavailable(name, f"il manque un paquet : lancez {command}") from None
    url = endpoint(provider_name, base_url)
    _check_address(name, url, provider)
    key = _key(name, provider, api_key, needed=not is_local(url, provider_name, model))

    from langchain.chat_models import init_chat_model

    try:
        opened = init_chat_model(f"{provider_name}:{model}", temperature=0, **provider.arguments(url, key, timeout_s))
    except Exception as error:
        # The text of the error may quote an argument, hence only its class.
        reason = f"{provider.package} refuse ces réglages, erreur {type(error).__name__}"
        raise ChatModelUnavailable(name, reason) from None
    if not isinstance(opened, BaseChatModel):
        raise ChatModelUnavailable(name, "son nom est incomplet ; écrivez fournisseur:modèle")
    return opened


def split_name(name: str) -> tuple[str, str]:
    """``"ollama:gpt-oss:20b"`` gives ``("ollama", "gpt-oss:20b")``.

    Raises: ChatModelUnavailable for a name without provider or model, or an unknown provider.
    """
    provider, _, model = name.strip().partition(":")
    if provider not in PROVIDERS or not model.strip():
        known = ", ".join(f"{known}:modèle" for known in PROVIDERS)
        raise ChatModelUnavailable(name, f"écrivez ASSISTANT_LLM sous une de ces formes : {known}")
    return provider, model.strip()


def endpoint(provider: str, base_url: str | None = None) -> str:
    """The address that questions are sent to: the one given, else the provider's variable, else its own."""
    chosen = PROVIDERS[provider]
    candidates = [base_url, *(os.environ.get(variable) for variable in chosen.url_variables), chosen.url]
    return next(candidate.strip() for candidate in candidates if candidate and candidate.strip())


# Loopback and the private ranges of RFC 1918 and RFC 4193. ``is_private`` of the standard library also
# counts documentation and benchmark ranges, which are not a place of one's own.
OWN_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/32", "::1/128", "fc00::/7")
)


def is_local(base_url: str | None, provider: str, model: str = "") -> bool:
    """Whether what is sent stays on this machine or its private network.

    Names other than ``localhost`` are never looked up and count as elsewhere: the mistake then costs
    a masked telephone number, not a disclosed one. So do Ollama's ``-cloud`` models, which the local
    server forwards.
    """
    if provider == "ollama" and model.endswith(("-cloud", ":cloud")):
        return False
    host = (_split(endpoint(provider, base_url)).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in OWN_NETWORKS)


def _split(url: str) -> SplitResult:
    """``OLLAMA_HOST`` may be a bare ``host:port``."""
    try:
        return urlsplit(url if "://" in url else f"//{url}")
    except ValueError:
        return urlsplit("")


def _check_address(name: str, url: str, provider: Provider) -> None:
    parts = _split(url)
    bare = provider.extra == "ollama" and not parts.scheme
    if not parts.hostname or not (bare or parts.scheme in ("http", "https")):
        raise ChatModelUnavailable(name, "l’adresse du serveur doit commencer par http:// ou https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        # They would show in logs and in the representation of the model.
        raise ChatModelUnavailable(name, "l’adresse du serveur ne doit contenir ni mot de passe ni paramètre")


def _key(name: str, provider: Provider, given: SecretStr | None, *, needed: bool) -> SecretStr | None:
    """The key to use, or None when there is none and none is needed."""
    if provider.key_variable is None:
        return None
    value = (given.get_secret_value() if given else os.environ.get(provider.key_variable, "")).strip()
    if not value:
        if needed:
            raise ChatModelUnavailable(name, f"il manque la clé : définissez la variable {provider.key_variable}")
        return None
    if not value.isascii() or not value.isprintable() or " " in value:
        # HTTP clients quote a header that they refuse, key and all.
        raise ChatModelUnavailable(name, f"la clé de {provider.key_variable} contient un caractère interdit")
    return SecretStr(value)
