/** A fetcher whose lanes share the channels of a memory through a crossbar. */
@NullMarked
package dev.headrace.hw.fetcher;

import org.jspecify.annotations.NullMarked;
