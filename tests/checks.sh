# Sourced by tests that check one sentence after another: runs the commands, counts, and prints the totals.
# A test sets check_output, a file of its own for what a command prints. It may also set
#   check_shows=failures   for hundreds of sentences: those that hold are only counted
#   check_shows=seconds    for tests of many minutes: each sentence with the time at which its check ended
#   patience=N             how many times as long "within" waits, for machines slower than a quiet one
# and define explain_failure, which prints what helps to understand a sentence that does not hold.
passed=0 failed=0 check_shows=all patience=${patience:-1}

explain_failure() { :; }

# check SENTENCE COMMAND...: the sentence holds if the command succeeds. The first lines of its output are shown if not.
check() {
    local sentence=$1 at='' holds=1
    shift
    "$@" >"${check_output:?}.now" 2>&1 || holds=0
    [ "$check_shows" != seconds ] || at="$SECONDS s: "
    if [ $holds = 1 ]; then
        passed=$((passed + 1))
        [ "$check_shows" = failures ] || echo "ok   $at$sentence"
    else
        failed=$((failed + 1))
        echo "FAIL $at$sentence"
        head -n 20 "$check_output.now"
        explain_failure || true
    fi
    mv "$check_output.now" "$check_output"
}

# says PATTERN: whether the command of the last check has printed it.
says() { grep -q -- "$1" "$check_output"; }

not() { ! "$@"; }

# holds CONDITION: of the JSON document on standard input. jq alone takes no document at all for a true one.
holds() { jq -es "length > 0 and (.[-1] | $1)"; }

# within SECONDS COMMAND...: tries once a second until the command succeeds. The output of the last try is shown.
within() {
    local until=$((SECONDS + $1 * patience))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { "$@"; return; }
        sleep 1
    done
}

# end_checks: the last command of a test. It fails unless all sentences hold, and also when none was checked.
end_checks() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
