// Shims over libcurl, epoll and eventfd for the Swift module CurlTransport.
//
// They exist because Swift cannot call variadic functions (curl_easy_setopt and its relatives),
// cannot read the packed struct epoll_event of x86-64 safely, and does not see some macros. Each
// function is one call: no state, no decisions. https://curl.se/libcurl/c/

#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

// MARK: curl_easy_setopt, one function per class of argument

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *easy, CURLoption option, int64_t value);
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value);
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);

// For CURLOPT_WRITEFUNCTION, HEADERFUNCTION and READFUNCTION.
typedef size_t (*ccurl_data_function)(char *bytes, size_t size, size_t count, void *context);
CURLcode ccurl_set_data_function(CURL *easy, CURLoption option, ccurl_data_function function);

typedef int (*ccurl_seek_function)(void *context, curl_off_t offset, int origin);
CURLcode ccurl_set_seek_function(CURL *easy, ccurl_seek_function function);

typedef curl_socket_t (*ccurl_open_function)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);
CURLcode ccurl_set_open_function(CURL *easy, ccurl_open_function function);

typedef int (*ccurl_close_function)(void *context, curl_socket_t socket);
CURLcode ccurl_set_close_function(CURL *easy, ccurl_close_function function);

typedef int (*ccurl_prereq_function)(
    void *context, char *peer_address, char *own_address, int peer_port, int own_port);
CURLcode ccurl_set_prereq_function(CURL *easy, ccurl_prereq_function function);

// MARK: curl_easy_getinfo

CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, int64_t *value);
// The number that ccurl_set_pointer stored as CURLOPT_PRIVATE.
CURLcode ccurl_get_private(CURL *easy, uintptr_t *value);

// MARK: curl_multi_setopt

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value);

typedef int (*ccurl_socket_function)(
    CURL *easy, curl_socket_t socket, int what, void *context, void *socket_context);
CURLMcode ccurl_multi_set_socket_function(CURLM *multi, ccurl_socket_function function);

typedef int (*ccurl_timer_function)(CURLM *multi, long timeout_ms, void *context);
CURLMcode ccurl_multi_set_timer_function(CURLM *multi, ccurl_timer_function function);

// Takes the next finished transfer out of the multi handle's queue. False when there is none.
int ccurl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result);

// MARK: Sockets

#define CCURL_ADDRESS_BYTES_MAX 16

// Copies the IP address a socket is to be opened for, in network order. Returns its length, 4 or
// 16; 0 for other families.
int ccurl_address_bytes(
    const struct curl_sockaddr *address, uint8_t bytes[CCURL_ADDRESS_BYTES_MAX]);

// Reads an address as curl prints it (a zone is ignored). Returns its length, 4, 16, or 0 when it
// is none.
int ccurl_parse_address(const char *text, uint8_t bytes[CCURL_ADDRESS_BYTES_MAX]);

// close(2).
void ccurl_close(curl_socket_t socket);

// True for a Unix socket.
int ccurl_is_unix(const struct curl_sockaddr *address);

// socket(2) with close-on-exec; CURL_SOCKET_BAD on failure.
curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address);

// MARK: epoll, eventfd

struct ccurl_event {
    uint32_t events;
    uint64_t data;
};

#define CCURL_EVENTS_MAX 256

enum { CCURL_READABLE = 1, CCURL_WRITABLE = 4, CCURL_BROKEN = 8 | 16 };
enum { CCURL_ADD = 1, CCURL_DELETE = 2, CCURL_MODIFY = 3 };

// All return -errno on failure. ccurl_epoll_wait waits at most `timeout_ms` (-1: no limit), and
// returns the number of events, at most `count` ≤ CCURL_EVENTS_MAX; an interrupted wait is a wait
// without events.
int ccurl_epoll_create(void);
int ccurl_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t data);
int ccurl_epoll_wait(int epoll, struct ccurl_event *events, int count, int timeout_ms);

// Non-blocking, close-on-exec.
int ccurl_eventfd_create(void);
int ccurl_eventfd_write(int fd);
int ccurl_eventfd_drain(int fd);

// CLOCK_MONOTONIC in microseconds.
int64_t ccurl_monotonic_us(void);

#endif
