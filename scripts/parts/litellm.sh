# LiteLLM's proxy in a Python environment of its own below `target`, on ports that are free.

LITELLM_VERSION=1.106.2
LITELLM_DIR="${ROOT:?}/target/third-party"

litellm_install() {
  command -v python3 >/dev/null || missing "Python" python3 || return 1
  local stamp="$LITELLM_DIR/litellm-version"
  if stamp_is "$stamp" "$LITELLM_VERSION"; then return 0; fi
  rm -rf "$LITELLM_DIR"
  mkdir -p "$LITELLM_DIR"
  python3 -m venv "$LITELLM_DIR/venv"
  "$LITELLM_DIR/venv/bin/pip" install --quiet --disable-pip-version-check "litellm[proxy]==$LITELLM_VERSION"
  printf '%s' "$LITELLM_VERSION" >"$stamp"
}

# Models with answers of its own, and two that ask the stand-in of the tests, as OpenAI's and as Anthropic's.
litellm_config() { # PORT_OF_THE_STAND_IN
  cat <<EOF
model_list:
  - model_name: own-words
    litellm_params: {model: openai/none, api_key: none, mock_response: "Orders leave our house – zwölf Kisten – within two days."}
  - model_name: own-limit
    litellm_params: {model: openai/none, api_key: none, mock_response: "litellm.RateLimitError"}
  - model_name: own-failure
    litellm_params: {model: openai/none, api_key: none, mock_response: "litellm.InternalServerError"}
  - model_name: through-openai
    litellm_params: {model: openai/stub, api_key: sk-stub, api_base: "http://127.0.0.1:$1/v1", max_retries: 0}
  - model_name: through-anthropic
    litellm_params: {model: anthropic/stub, api_key: sk-stub, api_base: "http://127.0.0.1:$1", max_retries: 0}
litellm_settings: {num_retries: 0, telemetry: false}
router_settings: {num_retries: 0, disable_cooldowns: true}
general_settings: {master_key: sk-third-party}
EOF
}

litellm_start() {
  local port behind
  port="$(free_port)"
  behind="$(free_port)"
  litellm_config "$behind" >"$LITELLM_DIR/config.yaml"
  # Prices come with the package: nothing is looked up outside.
  LITELLM_LOCAL_MODEL_COST_MAP=True "$LITELLM_DIR/venv/bin/litellm" --config "$LITELLM_DIR/config.yaml" \
    --host 127.0.0.1 --port "$port" >"$LITELLM_DIR/log" 2>&1 </dev/null &
  echo $! >"$LITELLM_DIR/pid"
  echo "$port $behind" >"$LITELLM_DIR/ports"
  for _ in $(seq 120); do
    if curl -fs -o /dev/null "http://127.0.0.1:$port/health/liveliness"; then return 0; fi
    sleep 0.5
  done
  cat "$LITELLM_DIR/log"
  return 1
}

# What the tests look for.
litellm_use() {
  local port behind
  read -r port behind <"$LITELLM_DIR/ports"
  export TANDEM_TEST_LITELLM="http://127.0.0.1:$port" TANDEM_TEST_LITELLM_BEHIND="127.0.0.1:$behind"
}

litellm_stop() {
  [ -f "$LITELLM_DIR/pid" ] || return 0
  kill "$(cat "$LITELLM_DIR/pid")" 2>/dev/null || true
  rm -f "$LITELLM_DIR/pid"
}
