# What examples/quickstart/run prints. Needs WORK (the configuration at work), CXHUB, API and MONITORING.
# shellcheck shell=bash disable=SC2154

accepts=pii.direct,pii.indirect,identity.key

heading() { printf '\n== %s\n\n' "$*"; }

# The profile that holds a record of a source: SOURCE KEY.
profile_of() { awk -F, -v source="$1" -v key="$2" '$1 == source && $2 == key {print $3; exit}' "$WORK/members.csv"; }

# One line a customer, those in most systems first. Hangul takes two columns of a terminal.
show_customers() {
    "$CXHUB" export "$WORK" members >"$WORK/members.csv"
    "$CXHUB" export "$WORK" profiles --accepts "$accepts" >"$WORK/profiles.jsonl"
    heading "Customers: $(jq -r 'select(.entity == "person") | .profile_id' "$WORK/profiles.jsonl" | wc -l) people out of five systems"
    jq -rn --rawfile members "$WORK/members.csv" --slurpfile profiles "$WORK/profiles.jsonl" '
        def cells: explode | map(if . >= 4352 then 2 else 1 end) | add // 0;
        def pad($n): . + (" " * ([$n - cells, 0] | max));
        ($members | split("\n")[1:] | map(select(. != "") | split(",") | {source: .[0], id: .[-1]})
            | group_by(.id)
            | map({key: .[0].id, value: (map(.source) | group_by(.) | map({key: .[0], value: length}) | from_entries)})
            | from_entries) as $systems
        | ["erp", "crm", "loyalty", "login", "social"] as $columns
        | ("NAME" | pad(20)) + ("BORN" | pad(12)) + ($columns | map(pad(9)) | join("")) + "PROFILE",
          ($profiles | map(select(.entity == "person") | . + {systems: ($systems[.profile_id] // {})})
             | sort_by([-(.systems | length), (.data.name.full // "")])[]
             | .systems as $in
             | (.data.name.full // "-" | pad(20)) + (.data.birth_date // "-" | pad(12))
               + ($columns | map($in[.] // "" | tostring | pad(9)) | join("")) + .profile_id)'
}

show_timeline() {
    customer=$(profile_of erp 1000100001)
    heading "One customer and what happened, newest first:  cxhub profile DIR $customer --timeline"
    "$CXHUB" profile "$WORK" "$customer" --timeline
}

show_why() {
    heading "Why this name, and why these records are one person:  cxhub profile DIR $customer --why name"
    "$CXHUB" profile "$WORK" "$customer" --why name | sed -n '/^why/,$p'
}

show_requests() {
    local token
    token=$("$CXHUB" token create "$WORK" --name quickstart --scope profiles:read,changes:read,pipelines:read \
        --accepts "$accepts" --expires 1d | tail -n 1)
    (umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$token" >"$WORK/token.curlrc")
    heading "Serving on $API, measuring on $MONITORING. Try (the token reads, and ends after a day):"
    cat <<END
    export TOKEN=$token
    curl -s -H "Authorization: Bearer \$TOKEN" $API/v1/profiles/$customer | jq
    curl -s -H "Authorization: Bearer \$TOKEN" $API/v1/profiles/$customer/timeline | jq
    curl -s -H "Authorization: Bearer \$TOKEN" "$API/v1/profiles/$customer/why?field=name" | jq
    curl -s -H "Authorization: Bearer \$TOKEN" -H 'Content-Type: application/json' \\
         -d '{"email": "minjun.kim@mail.example"}' $API/v1/profiles/lookup | jq
    curl -s -H "Authorization: Bearer \$TOKEN" "$API/v1/changes?after=0&limit=5" | jq
    curl -s $MONITORING/metrics | grep cxhub_records_
END
    ask "/v1/profiles/$customer" >/dev/null
}

# GET with the quickstart's token.
ask() { curl -fsS --config "$WORK/token.curlrc" "$API$1"; }

show_wrong_merge() {
    local wrong
    wrong=$(profile_of erp 1000100051)
    heading "A wrong merge: 김서준 is two cousins who share the family's mailbox. Only a person can know that; to split them:"
    cat <<END
    $CXHUB split $WORK $wrong \\
        --record $(second_cousin crm) --record $(second_cousin login) \\
        --reason "two cousins, one mailbox"
END
}

# SOURCE/ENTITY/KEY of the second cousin's record in a system.
second_cousin() {
    "$CXHUB" export "$WORK" records --accepts "$accepts" |
        jq -r --arg source "$1" 'select(.source == $source and .entity == "person"
            and (.key | endswith(":003A00000000052") or endswith(":00u0052hubQuick0h7")))
            | "\(.source)/\(.entity)/\(.key)"'
}

edited=extracts/sap/business_partners.json
edit='s/"HouseNumber": "5"/"HouseNumber": "77"/'

show_following() {
    heading "Following the files in $WORK/extracts"
    cat <<END
Change a value, for example this customer's house number, and look at the profile within five seconds:

    sed -i '$edit' $WORK/$edited
    $CXHUB profile $WORK $customer

Ctrl-C stops.
END
}

# What show_following invites to, done and timed.
check_following() {
    local begun=$SECONDS
    heading "Editing a value in an extract"
    sed -i "$edit" "$WORK/$edited"
    until ask "/v1/profiles/$customer" | grep -q '월드컵북로 77'; do
        if [ $((SECONDS - begun)) -ge 5 ]; then
            echo "The profile did not change within five seconds." >&2
            exit 1
        fi
        sleep 0.2
    done
    echo "The profile changed in less than $((SECONDS - begun + 1)) s."
}
