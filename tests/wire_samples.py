"""A few minutes of each wire as messages, for the contract every wire keeps; one without a sample here fails it."""

from __future__ import annotations


def _frames(*texts: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(text) for text in texts)


def _lines(text: str, encoding: str = "ascii") -> tuple[bytes, ...]:
    return tuple(line.encode(encoding) + b"\r\n" for line in text.strip().split("\n"))


SAMPLES: dict[str, tuple[bytes, ...]] = {
    "p3": _frames(
        "8e021f003d270000020001021b00070221000c017a0601008104fc0504008f",
        "8e023300cf02000001000104b29b0100030427fc70000408e819e6bd8a7504000502330006021000080200008104fc0504008f",
        "8e021f00ca8daf0000020001021e00070225000c01780601008104930f02008f",
        "8e023300eb1d0000010001049d0900000304e4d23600040810798dafe4f2ce040005025f0006022e00080200008104be1304008f",
        "8e023d0012850000010001049922000003042af71f060a08464c2d39343839300502850006021d0004088501ca0866420600"
        "080200008104d0000c008f",
        "8e022b0030f3000001000104972200000304082700000408541f710666420600080200008104d0000c008f",
        "8e0000005beb000024000100040005008f",
    ),
    "p98": _lines(
        "\x01#\t101\t1378\t0\tx53D2\n"
        "\x01@\t101\t1379\t8110984\t2434.835\t190\t40\t2\tx26C0\n"
        "\x01#\t101\t1380\t0\txF64A\n"
        "\x01@\t101\t9788\t8110984\t52083.691\t127\t40\t2\tx3DAF\n"
        "\x01#\t101\t9789\t0\tx840E\n"
        "\x01@\t101\t12\t3444425\t46.820\t61\t40\t2\txE934\n"
    ),
    "rmonitor": _lines(
        """
$I,"16:36:08.000","12 jan 01"
$B,5,"Friday free practice"
$C,5,"Formula 3000"
$E,"TRACKNAME","Circuit Zolder"
$A,"1234BE","12X",52474,"José","Da Silva","BEL",5
$COMP,"1234BE","12X",5,"José","Da Silva","BEL","CAMEL"
$F,14,"00:12:45","13:34:23","00:09:47","Green "
$J,"1234BE","00:02:03.826","01:42:17.672"
$G,3,"1234BE",14,"01:42:17.672"
$H,2,"1234BE",3,"00:02:02.872"
$G,4,"7",,"00:59:59.999"
$COR,"1234BE","12X",14,"01:42:17.684","+00:00:00.012"
$L,"13","P2","POP","01/27/2009","10:10:20.589",1,"PC"
$T,"Circuit Zolder","Zolder","2.492",2,"S1","T1","T2",7000,"S2","T2","T1",9000
""",
        "cp1252",
    ),
    "multiloop": _lines(
        """
$H|N|2F4|Q1|G|685E9B2F|9A0AB|0|D42B4
$C|U|80004|Q1|C|0|8|4|83DDF|1CB83|T|1CB83|4|2E6A|0|649|0|C|1CB83|Unknown|G|1|0|9|0
$L|N|EF325|Q1|89|5|SF|A|9B82E|G|T
$S|N|F3170000|Q1|99|EF317|S1|2DF3C0E|7C07|5
$I|R|F005A|Q1|31|F005A|84E|
$F|R|5|Q1|K|0|D7108|6|6088A|1|0|1|00|1|81.63
$N|U|80004|Q1|01|469D|45|4CAD63|20
$R|R|400004C7|Q1|Watkins Glen Super Tour||Grp 2 FA FC P2 Qual 1|Q|685ECBB8
$T|R|22|Q1|Watkins Glen|WGI|3.4|2|S1|0|SF|IM1|Spd|1438|IM1|IM2
$E|R|17|Q1|12|17|Zoë Müller|18|2|B-Spec|Honda Fit|17
$A|N|F3170000|Q1|2F|A|U|BC6AD080|Pit lane open
$V|R|1|Q1|1|5|Multiloop feed
""".replace("|", "\xa6"),
        "latin-1",
    ),
}
# Bytes that belong to no message of the wire and hold no end mark of it.
GARBAGE: dict[str, tuple[bytes, ...]] = {
    "p3": (b"\x00", b"\xff\x8d\x21\xfe", b"@\t101\t9", b"HTTP/1.1 400\r\n\r\n"),
    "p98": (b"\x00", b"\xff\xfe#1\x01", b"\x8e\x02\x33\x00", b"CONNECT 9600"),
    "rmonitor": (b"\x00", b'Smith","USA",5', b"\x8e\x02\x33\x00", b"$$"),
    "multiloop": (b"\x00", b"\xa6Q1\xa69A0AB\xa6", b"\x8e\x02\x33\x00", b"$$"),
}
