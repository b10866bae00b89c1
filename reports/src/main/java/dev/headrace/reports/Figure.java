package dev.headrace.reports;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jfree.chart.ui.Drawable;

/** A chart that is laid out: draws itself to pixels, twice as fine as it is laid out, or to SVG. */
public final class Figure {
    static final int SCALE = 2;

    private final String title;
    private final String description;
    private final Drawable drawing;
    private final int width;
    private final int height;

    /** One of a size in points; readers who cannot see it get the chart's title and description. */
    Figure(Chart chart, Drawable drawing, int width, int height) {
        this.title = chart.title();
        this.description = chart.description();
        this.drawing = drawing;
        this.width = width;
        this.height = height;
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    void draw(Graphics2D graphics, double x, double y) {
        drawing.draw(graphics, new Rectangle2D.Double(x, y, width, height));
    }

    /** As pixels. */
    BufferedImage image() {
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            draw(graphics, 0, 0);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** The bytes of a PNG file. */
    byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image(), "png", out);
        return out.toByteArray();
    }

    /** A whole SVG file, in which black is black. */
    String svgFile() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + SvgCanvas.element(this, "", false);
    }

    /**
     * An SVG element for a page, whose colour is that of what would be black.
     *
     * @param ids what the ids in it begin with, not to be shared by two drawings of a page
     */
    String svgElement(String ids) {
        return SvgCanvas.element(this, ids, true);
    }

    /** A bare container may have no fonts, which Java reports as all kinds of throwables, each time another. */
    static void requireFonts() throws IOException {
        try {
            ChartLook.font(Font.PLAIN, 12).getStringBounds("x", new FontRenderContext(null, true, true));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException(
                    "no charts: Java finds no fonts here; install fontconfig and a font such as DejaVu", e);
        }
    }
}
