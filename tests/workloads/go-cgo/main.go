// SPDX-License-Identifier: Apache-2.0

// Goroutines that call C, where one computes, one sleeps and one calls back into Go, which computes.
//
//	go-cgo [-rounds 97] [-gate]
package main

// #cgo CFLAGS: -O2 -g
// #include "chain.h"
import "C"

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

const workNs = 10_000_000

type truth struct {
	Program   string `json:"program"`
	ElapsedNs int64  `json:"elapsedNs"`
	// CPU time in C, and in Go that C has called.
	BurnedNs     uint64 `json:"burnedNs"`
	CalledBackNs uint64 `json:"calledBackNs"`
	Sleeps       int    `json:"sleeps"`
	SleptNs      uint64 `json:"sleptNs"`
}

// CLOCK_THREAD_CPUTIME_ID of clock_gettime(2), which the syscall package does not have.
func threadCPUNs() uint64 {
	const threadCPUTime = 3
	var now syscall.Timespec
	_, _, err := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, threadCPUTime, uintptr(unsafe.Pointer(&now)), 0)
	if err != 0 {
		panic(err)
	}
	return uint64(now.Nano())
}

//go:noinline
func computesInGo(cpuNs uint64) uint64 {
	begin := threadCPUNs()
	state := uint64(1)
	for threadCPUNs()-begin < cpuNs {
		for round := 0; round < 20000; round++ {
			state = state*6364136223846793005 + 1
		}
	}
	return threadCPUNs() - begin + state&1
}

//export goComputes
func goComputes(cpuNs C.uint64_t) C.uint64_t {
	return C.uint64_t(computesInGo(uint64(cpuNs)))
}

//go:noinline
func burnsInC(rounds int) (ns uint64) {
	for i := 0; i < rounds; i++ {
		ns += uint64(C.mp_c_burns(workNs))
	}
	return ns
}

//go:noinline
func sleepsInC(rounds int) (ns uint64) {
	for i := 0; i < rounds; i++ {
		ns += uint64(C.mp_c_sleeps(workNs))
	}
	return ns
}

//go:noinline
func isCalledBackByC(rounds int) (ns uint64) {
	for i := 0; i < rounds; i++ {
		ns += uint64(C.mp_c_calls_back(workNs))
	}
	return ns
}

func main() {
	rounds := flag.Int("rounds", 97, "how often each goroutine calls C, for 10 ms a time")
	gate := flag.Bool("gate", false, "wait for a line before and for the end of standard input after")
	flag.Parse()

	output := json.NewEncoder(os.Stdout)
	if *gate {
		_ = output.Encode(map[string]any{"ready": true, "pid": os.Getpid()})
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	}

	start := time.Now()
	measured := make([]uint64, 3)
	var group sync.WaitGroup
	for i, work := range []func(int) uint64{burnsInC, sleepsInC, isCalledBackByC} {
		i, work := i, work
		group.Add(1)
		go func() {
			defer group.Done()
			// A clock of the thread tells of one goroutine only while that keeps its thread.
			runtime.LockOSThread()
			measured[i] = work(*rounds)
		}()
	}
	group.Wait()

	_ = output.Encode(truth{
		Program:      "go-cgo",
		ElapsedNs:    time.Since(start).Nanoseconds(),
		BurnedNs:     measured[0],
		CalledBackNs: measured[2],
		Sleeps:       *rounds,
		SleptNs:      measured[1],
	})
	if *gate {
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
}
