/* Preloaded: every sync takes SLOWSYNC_US microseconds longer, as on an SD card. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_more(void)
{
	const char *us = getenv("SLOWSYNC_US");
	if (us)
		usleep((useconds_t)atoi(us));
}

int fsync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
	wait_more();
	return real(fd);
}

int fdatasync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
	wait_more();
	return real(fd);
}
