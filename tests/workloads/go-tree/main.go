// SPDX-License-Identifier: Apache-2.0

// The tree of calls of call-tree.cc in Go: node N is called by node (N - 1) / 3 only, node 0 by the
// function of a goroutine.
//
//	go-tree [-seconds 5] [-gate]
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"syscall"
	"time"
)

var (
	sink   uint64
	null   int
	bytes  = make([]byte, 256*1024)
	copied = make([]byte, 256*1024)
)

func repeat(work func()) {
	for end := time.Now().Add(300 * time.Microsecond); time.Now().Before(end); {
		work()
	}
}

//go:noinline
func mp_node_0() { mp_node_1(); mp_node_2(); mp_node_3() }

//go:noinline
func mp_node_1() { mp_node_4(); mp_node_5(); mp_node_6() }

//go:noinline
func mp_node_2() { mp_node_7(); mp_node_8(); mp_node_9() }

//go:noinline
func mp_node_3() { mp_node_10(); mp_node_11(); mp_node_12() }

//go:noinline
func mp_node_4() {
	repeat(func() {
		for round := 0; round < 4000; round++ {
			sink = sink*6364136223846793005 + 1
		}
	})
}

//go:noinline
func mp_node_5() { repeat(func() { copy(copied, bytes) }) }

//go:noinline
func mp_node_6() { repeat(func() { _, _ = syscall.Write(null, bytes[:1]) }) }

//go:noinline
func mp_node_7() { repeat(func() { sink += uint64(len(fmt.Sprintf("%.17g %v", 1.0/3.0, sink))) }) }

//go:noinline
func mp_node_8() {
	numbers := make([]int, 512)
	repeat(func() {
		for i := range numbers {
			numbers[i] = (i * 7919) % 512
		}
		sort.Ints(numbers)
	})
}

//go:noinline
func mp_node_9() { repeat(func() { sink += uint64(strings.Count(string(bytes), "\x01")) }) }

//go:noinline
func mp_node_10() {
	defer func() { _ = recover() }()
	repeat(func() { sink += uint64(time.Now().UnixNano()) })
	panic("caught above")
}

//go:noinline
func mp_node_11() { time.Sleep(200 * time.Microsecond) }

// A wait in a system call that holds its thread, unlike time.Sleep.
//
//go:noinline
func mp_node_12() { _ = syscall.Nanosleep(&syscall.Timespec{Nsec: 200_000}, nil) }

func main() {
	seconds := flag.Int("seconds", 5, "how long to work")
	gate := flag.Bool("gate", false, "wait for a line before and for the end of standard input after")
	flag.Parse()

	var err error
	if null, err = syscall.Open("/dev/null", syscall.O_WRONLY, 0); err != nil {
		panic(err)
	}
	output := json.NewEncoder(os.Stdout)
	if *gate {
		_ = output.Encode(map[string]any{"ready": true, "pid": os.Getpid()})
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	}
	start := time.Now()
	done := make(chan struct{})
	go func() {
		for end := start.Add(time.Duration(*seconds) * time.Second); time.Now().Before(end); {
			mp_node_0()
		}
		close(done)
	}()
	<-done
	_ = output.Encode(map[string]any{
		"program": "go-tree", "elapsedNs": time.Since(start).Nanoseconds(), "fanOut": 3, "nodes": 13,
	})
	if *gate {
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
}
