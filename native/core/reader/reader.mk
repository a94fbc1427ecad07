# meshprof-reader: the helper process that reads foreign binaries, and its tests; included by native/Makefile.
# Linked statically: it starts in a millisecond, needs no loader after it has given up its rights, and its few system
# calls are all known. Needs the static archives of Debian's libelf-dev, zlib1g-dev and liblzma-dev.
READER := $(OUT)/meshprof-reader
READER_SRCS := $(wildcard core/reader/*.cc) $(SYMBOLS_SRCS:./%=%) $(UNWIND_SRCS:./%=%)
READER_LIBS := $(SYMBOLS_LIBS)
# What the addon has of it: the other end of the socket.
READER_CLIENT_SRCS := $(wildcard core/reader/client/*.cc) core/reader/message.cc core/reader/unwind_message.cc \
	core/reader/sha256.cc

$(READER): $(READER_SRCS:%.cc=$(OUT)/%.o)
	$(CXX) -static-pie -Wl,--gc-sections -o $@.partial $^ $(READER_LIBS)
	mv $@.partial $@
