// Prints the seccomp profile that containerd gives a container with these capabilities (RuntimeDefault), as an OCI runtime
// takes it.
//
// Usage: seccomp-profile CAP_BPF CAP_PERFMON …
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/containerd/containerd/v2/contrib/seccomp"
	"github.com/opencontainers/runtime-spec/specs-go"
)

func main() {
	capabilities := &specs.LinuxCapabilities{Bounding: os.Args[1:]}
	profile := seccomp.DefaultProfile(&specs.Spec{Process: &specs.Process{Capabilities: capabilities}})
	if err := json.NewEncoder(os.Stdout).Encode(profile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
