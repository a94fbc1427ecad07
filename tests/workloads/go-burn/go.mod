module go-burn

go 1.21
