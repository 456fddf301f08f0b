/** The public pages in Korean. */
import type { SiteTexts } from './site-texts.ts';

export const korean: SiteTexts = {
  name: '한국어',
  skip: '본문으로 건너뛰기',
  pages: '페이지',
  about: '이 소식지에 대하여',
  issueNumber: (number) => `제${number}호`,
  front: {
    latest: '최신호',
    read: '이 호 읽기',
    contents: '이번 호 차례',
    earlier: '지난 호',
    none: '아직 첫 호가 나오지 않았습니다.',
  },
  archive: {
    title: '모든 호',
    search: '모든 기사에서 찾기',
    find: '찾기',
    found: (count, query) => `“${query}”이(가) 들어 있는 기사 ${count}건`,
    nothing: (query) => `“${query}”이(가) 들어 있는 기사가 없습니다. 낱말을 줄이거나 일부만 적어 보세요.`,
  },
  issue: { older: '이전 호', newer: '다음 호' },
  corrections: {
    title: '바로잡습니다',
    intro: '저희가 틀린 것과 그것을 어떻게 바로잡았는지 밝힙니다.',
    none: '지금까지 바로잡을 것이 없었습니다. 틀린 곳을 아신다면 받으신 호에 답장해 주세요.',
    to: (number) => `제${number}호에 대하여`,
    madeIn: (number) => `제${number}호에서 바로잡음`,
    mark: '정정됨',
  },
  footer: {
    follow: '주소를 남기지 않고 받아 보기',
    quiet: '이 페이지는 쿠키를 심지 않으며 다른 곳에서 아무것도 불러오지 않습니다.',
  },
  subscribe: {
    title: '구독하기',
    promise:
      '먼저 본인이 맞는지 묻는 메일을 한 통 보냅니다. 확인하시기 전에는 다른 메일을 보내지 않으며, 그 뒤로는 모든 호에 구독을 끝내는 링크가 들어 있습니다.',
    email: '메일 주소',
    name: '이름',
    optional: '선택',
    lists: '받아 보실 것',
    button: '구독하기',
    trap: '이 칸은 비워 두세요',
    badEmail: '메일 주소가 아닙니다. ada@example.org 같은 모양이어야 합니다.',
    badName: '이 이름은 쓸 수 없습니다. 한 줄에 200자 이내로 적거나 비워 두세요.',
    noList: '하나 이상 고르세요.',
    mend: '빠지거나 잘못된 곳이 있습니다.',
  },
  mailOnItsWay: {
    title: '메일함을 확인하세요',
    text: '받을 수 있는 주소라면 링크가 든 메일이 곧 도착합니다. 한 주소에는 이런 메일을 하루에 한 통만 보냅니다. 오지 않으면 스팸함을 살펴보시거나 내일 다시 해 보세요.',
  },
  confirm: {
    title: '구독 확인',
    text: '단추를 누르시면 다음 호부터 보내 드립니다.',
    button: '확인',
    done: {
      title: '구독이 시작되었습니다',
      text: '고맙습니다. 다음 호는 메일로 갑니다. 그때까지 지난 호를 여기서 읽으실 수 있습니다.',
    },
  },
  leave: {
    title: '구독 끝내기',
    text: '단추를 누르시면 이 구독으로는 더는 보내 드리지 않습니다.',
    button: '구독 끝내기',
    done: {
      title: '구독을 끝냈습니다',
      text: '이 구독으로는 더는 보내 드리지 않습니다. 이미 떠난 호는 도착할 수도 있습니다.',
    },
    back: '다시 구독하기',
  },
  preferences: {
    title: '받아 보시는 것',
    text: '이 링크는 소식지 안에 들어 있고, 소식지는 남에게 전달되기도 합니다. 그래서 이 링크로는 이 구독 하나만 끝낼 수 있고, 독자에 대한 것은 아무것도 보이지 않습니다.',
    end: '이 구독 끝내기',
    everything:
      '다른 구독, 이름, 언어, 보관 중인 자료의 사본과 삭제를 위해서는 독자님의 메일함으로 새 링크를 보내 드립니다. 하루 동안 쓸 수 있습니다.',
    sendLink: '링크 보내기',
    ask: '주소를 적으시면 독자님의 페이지로 가는 링크를 보내 드립니다. 구독, 이름, 언어, 자료와 그 삭제를 다룰 수 있으며 하루 동안 쓸 수 있습니다.',
  },
  reader: {
    title: '나의 페이지',
    intro: (email) => `${email} 앞으로 보관하는 것입니다. 이 링크는 하루 동안 쓸 수 있습니다.`,
    lists: '받아 보시는 것',
    language: '이 페이지와 구독 안내 메일의 언어',
    save: '저장',
    saved: '저장했습니다.',
    leaveAll: '모두 끝내기',
    leaveAllText: '모든 구독을 한 번에 끝냅니다. 주소는 보내지 않을 주소로 남습니다.',
    left: '모든 구독을 끝냈습니다.',
    data: '나의 자료',
    dataText: '저희가 독자님에 대해 보관하는 모든 것을 사람도 프로그램도 읽을 수 있는 파일(JSON)로 드립니다.',
    download: '자료 내려받기',
    erase: '모두 지우기',
    eraseText:
      '주소와 이름, 그에 딸린 모든 것을 영구히 지웁니다. 주소로 되돌릴 수 없는 표시 하나만 남아, 명단을 다시 들여올 때 독자님이 되살아나지 않게 합니다.',
    eraseSure: '네, 저에 대한 모든 것을 지워 주세요',
    eraseButton: '자료 지우기',
    unsure: '실수로 지우는 일이 없도록 먼저 칸에 표시해 주세요.',
    erased: {
      title: '지웠습니다',
      text: '보관하던 것과 이 링크가 모두 사라졌습니다. 언제든 다시 구독하실 수 있습니다.',
    },
  },
  expired: {
    title: '더는 쓸 수 없는 링크입니다',
    text: '이미 썼거나, 기한이 지났거나, 오는 길에 잘렸습니다. 새 링크를 받아 주세요.',
  },
  notFound: {
    title: '없는 페이지입니다',
    text: '주소가 바뀌었을 수 있습니다. 모든 호는 지난 호 목록에 있습니다.',
  },
  refused: { title: '처리할 수 없습니다', text: '요청이 너무 길거나 이 페이지가 받지 않는 종류입니다.' },
  broken: {
    title: '이쪽에서 문제가 생겼습니다',
    text: '저희 잘못이며 바뀐 것은 없습니다. 잠시 뒤에 다시 해 주세요.',
  },
  mails: {
    confirm: (publication, lists) => ({
      subject: `확인해 주세요: ${publication}`,
      text: `누군가(아마 독자님이) ${publication}(${lists})을(를) 받으려고 이 주소를 적었습니다. 본인이시라면 링크를 열어 단추를 눌러 주세요. 링크는 7일 동안 쓸 수 있습니다.`,
      button: '구독 확인',
      otherwise: '본인이 아니시라면 그냥 두세요. 더는 메일을 보내지 않으며 주소도 지웁니다.',
    }),
    already: (publication, lists) => ({
      subject: `이미 받고 계십니다: ${publication}`,
      text: `누군가(아마 독자님이) ${publication}(${lists})을(를) 받으려고 이 주소를 적었습니다. 이미 받고 계시므로 하실 일은 없습니다. 하루 동안 쓸 수 있는 아래 링크에서 받으시는 것을 보고 바꾸실 수 있습니다.`,
      button: '나의 페이지',
      otherwise: '본인이 아니시라면 그냥 두세요. 모든 것이 그대로 있습니다.',
    }),
    access: (publication) => ({
      subject: `나의 페이지: ${publication}`,
      text: `요청하신 링크입니다. ${publication}에서 받으시는 것, 이름과 언어, 자료의 사본과 삭제를 다루는 독자님의 페이지로 갑니다. 하루 동안 쓸 수 있으니 남에게 전하지 마세요.`,
      button: '나의 페이지',
      otherwise: '요청하지 않으셨다면 그냥 두세요. 모든 것이 그대로 있습니다.',
    }),
    sentBy: (publication) => `${publication}이(가) 요청에 따라 한 번 보내는 메일이며, 소식지가 아닙니다.`,
  },
};
