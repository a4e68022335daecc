"""One code for one language, whatever a source calls it.

Sources write "eng", "English", "en-US" or "en_US.UTF-8"; here all of them are "en".
"""

from functools import cache
from typing import Final

from django.conf.locale import LANG_INFO

# ISO 639-1, then ISO 639-3 and, where they differ, the bibliographic codes of ISO 639-2.
ISO_639: Final = """
aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara,arb as:asm av:ava ay:aym az:aze ba:bak
be:bel bg:bul bi:bis bm:bam bn:ben bo:bod,tib br:bre bs:bos ca:cat ce:che ch:cha co:cos
cr:cre cs:ces,cze cu:chu cv:chv cy:cym,wel da:dan de:deu,ger dv:div dz:dzo ee:ewe el:ell,gre
en:eng eo:epo es:spa et:est,ekk eu:eus,baq fa:fas,per,pes ff:ful fi:fin fj:fij fo:fao fr:fra,fre
fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb,iw hi:hin ho:hmo hr:hrv ht:hat
hu:hun hy:hye,arm hz:her ia:ina id:ind,in ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl,ice it:ita
iu:iku ja:jpn jv:jav ka:kat,geo kg:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor
kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao lt:lit
lu:lub lv:lav,lvs mg:mlg mh:mah mi:mri,mao mk:mkd,mac ml:mal mn:mon mr:mar ms:msa,may mt:mlt
my:mya,bur na:nau nb:nob nd:nde ne:nep,npi ng:ndo nl:nld,dut nn:nno no:nor nr:nbl nv:nav ny:nya
oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run
ro:ron,rum ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag sh:hbs si:sin sk:slk,slo sl:slv
sm:smo sn:sna so:som sq:sqi,alb sr:srp ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel
tg:tgk th:tha ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig
uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid,ji yo:yor za:zha
zh:zho,chi,cmn zu:zul
"""


def language(code_or_name: str) -> str | None:
    """The two-letter code (ISO 639-1, as BCP 47 wants it) for a code or a name, else `None`.

    Takes ISO 639-1, 639-2, 639-3 and BCP 47 codes (region and script are dropped) and names in
    English or in the language itself: "eng", "pt-BR", "Deutsch".
    """
    text = code_or_name.strip().casefold()
    code = text.replace("_", "-").partition("-")[0].partition(".")[0]
    return _codes().get(code) or _names().get(text)


@cache
def _codes() -> dict[str, str]:
    pairs = (entry.split(":") for entry in ISO_639.split())
    return {code: two for two, others in pairs for code in (two, *others.split(","))}


@cache
def _names() -> dict[str, str]:
    return {
        str(info[key]).casefold(): two
        for two, info in LANG_INFO.items()
        if len(two) == 2
        for key in ("name", "name_local")
        if key in info
    } | {"chinese": "zh", "中文": "zh", "norwegian": "no", "mandarin": "zh", "hebrew": "he"}
