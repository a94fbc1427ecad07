// SPDX-License-Identifier: Apache-2.0

// Goroutines that compute below a known function for a known time.
//
//	go-burn [-seconds 5] [-goroutines 2] [-gate]
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"os"
	"sync"
	"syscall"
	"time"
)

type truth struct {
	Program    string   `json:"program"`
	ElapsedNs  int64    `json:"elapsedNs"`
	CPUNs      int64    `json:"cpuNs"`
	Goroutines int      `json:"goroutines"`
	OnCPUStack []string `json:"onCpuStack"`
}

func processCPUNs() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

//go:noinline
func burnsInGo(end time.Time) uint64 {
	state := uint64(1)
	for time.Now().Before(end) {
		for round := 0; round < 20000; round++ {
			state = state*6364136223846793005 + 1
		}
	}
	return state
}

//go:noinline
func callsTheBurner(end time.Time) uint64 {
	return burnsInGo(end) + 1
}

func main() {
	seconds := flag.Int("seconds", 5, "how long to compute")
	goroutines := flag.Int("goroutines", 2, "how many goroutines compute")
	gate := flag.Bool("gate", false, "wait for a line before and for the end of standard input after")
	flag.Parse()

	output := json.NewEncoder(os.Stdout)
	if *gate {
		_ = output.Encode(map[string]any{"ready": true, "pid": os.Getpid()})
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	}

	start, cpuBefore := time.Now(), processCPUNs()
	end := start.Add(time.Duration(*seconds) * time.Second)
	var group sync.WaitGroup
	for i := 0; i < *goroutines; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			callsTheBurner(end)
		}()
	}
	group.Wait()

	_ = output.Encode(truth{
		Program:    "go-burn",
		ElapsedNs:  time.Since(start).Nanoseconds(),
		CPUNs:      processCPUNs() - cpuBefore,
		Goroutines: *goroutines,
		OnCPUStack: []string{"main.burnsInGo", "main.callsTheBurner"},
	})
	if *gate {
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
}
