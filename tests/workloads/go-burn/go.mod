module meshprof.dev/go-burn

go 1.21
