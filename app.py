"""Opens the web application: `python app.py`. Host and port: ASSISTANT_HOST, ASSISTANT_PORT."""

import sys

from assistant.errors import AssistantError
from assistant.settings import load_settings
from assistant.web import serve

if __name__ == "__main__":
    try:
        serve(load_settings())
    except AssistantError as error:
        sys.exit(str(error))
