package dev.headrace.cli.serve;

import dev.headrace.reports.Page;
import dev.headrace.reports.Tone;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type of its content
 * @param policy what the content may do, as a content security policy
 * @param body the content; empty if it is a file's
 * @param file whose content it is; null for {@code body}
 */
record Answer(
        int status,
        String type,
        String policy,
        String body,
        @Nullable Path file) {
    private static final Pattern POLICY =
            Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">");
    private static final String STRICT =
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'";

    /** What a page cannot say of itself. */
    private static final String UNFRAMED = "; frame-ancestors 'none'";

    /** A page, which may do what it says of itself. */
    static Answer page(int status, String html) {
        Matcher own = POLICY.matcher(html);
        String policy = own.find() ? own.group(1) : STRICT;
        return new Answer(status, "text/html; charset=utf-8", policy + UNFRAMED, html, null);
    }

    /** A file, which may do nothing. */
    static Answer file(Path file, String type) {
        return new Answer(200, type, STRICT + "; sandbox" + UNFRAMED, "", file);
    }

    /** A page of one sentence. */
    static Answer error(int status, String what) {
        return page(
                status,
                new Page(what)
                        .paragraph("Nothing was changed; headrace serve only shows.", Tone.QUIET)
                        .text());
    }
}
