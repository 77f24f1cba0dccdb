# One image for the three services and their one-shot jobs.
FROM python:3.13-slim AS build
WORKDIR /opt/auftakt
COPY requirements-installer.lock requirements-services.lock ./
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-installer.lock \
 && /opt/venv/bin/uv pip install --python /opt/venv/bin/python --no-cache --compile-bytecode \
      --require-hashes -r requirements-services.lock \
 && /opt/venv/bin/uv pip uninstall --python /opt/venv/bin/python uv pip

FROM python:3.13-slim
COPY --from=build /opt/venv /opt/venv
COPY shared /opt/auftakt/shared
COPY services /opt/auftakt/services
COPY local /opt/auftakt/local
COPY cli /opt/auftakt/cli
COPY scenarios /opt/auftakt/scenarios
COPY LICENSE /opt/auftakt/
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/opt/auftakt PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    LANG=C.UTF-8 AUFTAKT_HOST=0.0.0.0
WORKDIR /opt/auftakt
USER 10001:10001
CMD ["python", "-m", "services.registration", "all"]
