/**
 * Attention that leaves work out on purpose (SpAtten, A3, MNNFast): what exactly is kept, what comes out, and how good
 * it is against dense attention. Written for exactness; knows nothing of machines beyond the counting of their work.
 */
@NullMarked
package dev.headrace.golden.sparse;

import org.jspecify.annotations.NullMarked;
