// Reads parts of Grafana's configuration as Grafana's own published types do, strictly: a field that is unknown or of a
// wrong type is a problem. Standard input: [{"what","kind","value"}]; standard output: one problem a line.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/alerting"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

type part struct {
	What  string          `json:"what"`
	Kind  string          `json:"kind"`
	Value json.RawMessage `json:"value"`
}

type strict interface {
	UnmarshalJSONStrict(raw []byte) error
	Validate() error
}

func typeOf(kind string) strict {
	switch kind {
	case "dashboard":
		return dashboard.NewDashboard()
	case "rule":
		return alerting.NewRule()
	case "contact-point":
		return alerting.NewContactPoint()
	}
	panic("no such kind: " + kind)
}

func main() {
	plugins.RegisterDefaultPlugins()
	var parts []part
	if err := json.NewDecoder(os.Stdin).Decode(&parts); err != nil {
		panic(err)
	}
	for _, part := range parts {
		value := typeOf(part.Kind)
		report(part.What, value.UnmarshalJSONStrict(part.Value))
		report(part.What, value.Validate())
	}
}

// What is absent has a default in Grafana, which the types, made for writers, do not tell.
const absent = "required field is missing from input"

func report(what string, err error) {
	if err == nil {
		return
	}
	for _, problem := range strings.Split(err.Error(), "\n") {
		if problem != "" && !strings.HasSuffix(problem, absent) {
			fmt.Printf("%s: %s\n", what, problem)
		}
	}
}
