#!/bin/sh
# The namespace, its retention, and the search attributes without which no case can start.
# Safe to repeat: an attribute that is there with its type is left alone.
set -eu
: "${TEMPORAL_ADDRESS:?}" "${TEMPORAL_NAMESPACE:?}"  # the command line reads them itself
retention=8760h  # a year: closed cases stay in the UI

# A server that has just come up does not answer yet, and knows a new namespace only seconds
# after it has made it. What goes wrong until then is shown once, when patience is over.
patiently() {
  tries=0
  until said=$("$@" 2>&1); do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      echo "$said" >&2
      exit 1
    fi
    sleep 2
  done
}

there_is_a_namespace() {
  temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" ||
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
}

patiently temporal operator cluster health
patiently there_is_a_namespace
patiently temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
patiently temporal operator search-attribute create \
  --name CaseStage --type Keyword \
  --name CaseCategory --type Keyword \
  --name CaseOwner --type Keyword \
  --name CaseNextDue --type Datetime \
  --name CaseNeedsStaff --type Bool
# Registered is not yet known: ask until the server's door knows them. Its other parts know them
# some seconds later, and a case that is faster than that tries again.
patiently temporal workflow count --query \
  'CaseStage = "" OR CaseCategory = "" OR CaseOwner = "" OR CaseNextDue IS NULL OR CaseNeedsStaff = true'
echo "namespace $TEMPORAL_NAMESPACE is ready, with its search attributes"
