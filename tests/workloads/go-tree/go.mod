module go-tree

go 1.21
