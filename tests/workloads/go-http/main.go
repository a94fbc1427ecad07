// SPDX-License-Identifier: Apache-2.0

// An HTTP server as people write them in Go: net/http, a JSON answer, on a loopback port.
//
//	go-http [-port 0]      prints {"port":N} when it listens
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
)

type product struct {
	ID      int               `json:"id"`
	Title   string            `json:"title"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
}

func answersWithJSON(w http.ResponseWriter, r *http.Request) {
	headers := make(map[string]string, len(r.Header))
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	w.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(w).Encode(product{ID: 1, Title: "The Comedy of Errors", Path: r.URL.Path, Headers: headers})
}

func main() {
	port := flag.Int("port", 0, "loopback port, 0 for a free one")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("{\"port\":%d}\n", listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, http.HandlerFunc(answersWithJSON)))
}
